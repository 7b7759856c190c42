package io.gradedcron.operator;

/** Placeholder until the wiring stands. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("gradedcron");
  }
}

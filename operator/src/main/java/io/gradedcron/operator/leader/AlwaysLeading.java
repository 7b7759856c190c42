package io.gradedcron.operator.leader;

/** The fence of a process that runs alone ({@code --no-leader-election}): always open. */
public final class AlwaysLeading implements Fence {
  @Override
  public boolean holds() {
    return true;
  }
}

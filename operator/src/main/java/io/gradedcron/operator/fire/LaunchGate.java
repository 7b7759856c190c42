package io.gradedcron.operator.fire;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which launches are under way, so that a new policy can say when it governs: once every
 * launch that may have been decided under the old one is answered. Any thread. The idea is that of
 * a grace period in read-copy-update: readers are never held up, the writer waits for those that
 * came before.
 */
public final class LaunchGate {
  /** A launch under way; closing it says that its outcome is known and recorded. */
  final class Pass {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    void close() {
      passes.remove(this);
      done.complete(null);
    }
  }

  private final Set<Pass> passes = ConcurrentHashMap.newKeySet();

  /** Enters; the policy must be read after this. */
  Pass enter() {
    Pass pass = new Pass();
    passes.add(pass);
    return pass;
  }

  /** Returns how many launches are under way, as far as that can be said at once. */
  int underWay() {
    return passes.size();
  }

  /** Returns what completes when all launches that are under way now have been answered. */
  public CompletableFuture<Void> settled() {
    return CompletableFuture.allOf(
        passes.stream().map(pass -> pass.done).toArray(CompletableFuture[]::new));
  }
}

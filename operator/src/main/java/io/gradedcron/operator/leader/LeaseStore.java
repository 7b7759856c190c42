package io.gradedcron.operator.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Optional;

/**
 * The one Lease that the candidates agree through. Writes are optimistic: of several that build on
 * the same state, one succeeds. Whatever else fails (no answer, no right, no namespace) is thrown
 * as an unchecked exception, after which a write may have happened or not.
 */
interface LeaseStore {
  /** The Lease as it is, or nothing if there is none. */
  Optional<Lease> get();

  /** Creates the Lease; nothing if there was one already. */
  Optional<Lease> create(Lease lease);

  /**
   * Replaces the Lease of the same resourceVersion; nothing if it has changed or gone meanwhile.
   */
  Optional<Lease> update(Lease lease);
}

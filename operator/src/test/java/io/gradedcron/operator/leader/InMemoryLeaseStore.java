package io.gradedcron.operator.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An API server that knows one Lease, with optimistic locking, and that can be made to fail. */
final class InMemoryLeaseStore implements LeaseStore {
  /** What happens to a request: before it is carried out, and after. */
  interface Fault {
    default void before(String verb) {}

    default void after(String verb) {}
  }

  private static final Fault NONE = new Fault() {};

  @GuardedBy("this")
  private Lease lease;

  @GuardedBy("this")
  private long resourceVersion;

  @GuardedBy("this")
  private final List<String> verbs = new ArrayList<>();

  private volatile Fault fault = NONE;

  @Override
  public Optional<Lease> get() {
    return carryOut("get", this::copy);
  }

  @Override
  public Optional<Lease> create(Lease created) {
    return carryOut(
        "create",
        () -> {
          synchronized (this) {
            return lease == null ? Optional.of(put(created)) : Optional.empty();
          }
        });
  }

  @Override
  public Optional<Lease> update(Lease updated) {
    return carryOut(
        "update",
        () -> {
          synchronized (this) {
            return lease != null
                    && lease
                        .getMetadata()
                        .getResourceVersion()
                        .equals(updated.getMetadata().getResourceVersion())
                ? Optional.of(put(updated))
                : Optional.empty();
          }
        });
  }

  void failWith(Fault newFault) {
    fault = newFault;
  }

  void heal() {
    fault = NONE;
  }

  /** What somebody else does to the Lease; null is none. */
  synchronized void change(UnaryOperator<Lease> edit) {
    Lease edited = edit.apply(lease);
    if (edited == null) {
      lease = null;
    } else {
      put(edited);
    }
  }

  synchronized Optional<Lease> copy() {
    return Optional.ofNullable(lease).map(found -> new LeaseBuilder(found).build());
  }

  String holder() {
    return copy().map(Sighting::holder).orElse("");
  }

  synchronized List<String> verbs() {
    return List.copyOf(verbs);
  }

  private synchronized Lease put(Lease written) {
    resourceVersion++;
    lease =
        new LeaseBuilder(written)
            .editMetadata()
            .withResourceVersion(Long.toString(resourceVersion))
            .endMetadata()
            .build();
    return new LeaseBuilder(lease).build();
  }

  private Optional<Lease> carryOut(String verb, Supplier<Optional<Lease>> request) {
    Fault now = fault;
    synchronized (this) {
      verbs.add(verb);
    }
    now.before(verb);
    Optional<Lease> answer = request.get();
    now.after(verb);
    return answer;
  }
}

package io.gradedcron.operator.api;

/** Why the API server did not take a run's Job, so that the create is tried again. */
public enum RefusalReason {
  /** A ResourceQuota of the namespace is used up. */
  QuotaExceeded,
  /** The namespace is being deleted, or is gone. */
  NamespaceTerminating,
  /** An admission webhook, an admission policy or the operator's own rights said no. */
  Denied,
  /** An admission webhook that must be asked did not answer. */
  WebhookFailed,
  /** The API server was overloaded, failed, or gave no answer. */
  Unavailable
}

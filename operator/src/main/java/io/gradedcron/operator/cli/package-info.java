/**
 * The kubectl plugin {@code kubectl gradedcron}: what a person on call asks and does, with that
 * person's own rights. It runs as a process of its own and ends at once.
 *
 * <p>What would be held, stopped or launched it asks of the operator's own pure packages; of the
 * operator's runtime it knows nothing. May use api, cron, degrade and plan; only the program uses
 * it.
 *
 * <p>A command parses its options, reads what it needs by a {@link
 * io.gradedcron.operator.cli.Cluster}, makes a value of it that knows no client and no clock, and
 * has that printed as a table, as JSON or as YAML.
 */
package io.gradedcron.operator.cli;

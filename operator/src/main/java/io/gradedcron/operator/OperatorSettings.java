package io.gradedcron.operator;

import io.gradedcron.operator.leader.LeadershipOptions;
import io.gradedcron.operator.plan.LevelProfiles;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What an {@link OperatorRuntime} is made with.
 *
 * @param management where the management server listens
 * @param leadership how it campaigns; empty: it leads at once
 * @param workers upper bound of launches under way
 * @param levels what is laid down for the runs of each level
 * @param instance this replica's name, as Kubernetes Events show it
 * @param version the operator's version
 */
record OperatorSettings(
    InetSocketAddress management,
    Optional<LeadershipOptions> leadership,
    int workers,
    LevelProfiles levels,
    String instance,
    String version) {}

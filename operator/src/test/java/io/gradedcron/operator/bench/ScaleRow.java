package io.gradedcron.operator.bench;

/**
 * One life of a contestant with many schedules that are not due.
 *
 * @param life which of its lives on the same schedules
 * @param finishedJobs how many finished Jobs there are in all
 * @param armedSeconds from the start of the process until it waits for every schedule's next slot
 * @param settledSeconds from then until it does nothing more
 * @param residentKib once it does nothing
 * @param peakKib the most before that
 * @param idlePercent of one core while it does nothing
 */
record ScaleRow(
    Contestant contestant,
    String life,
    int schedules,
    int finishedJobs,
    double armedSeconds,
    double settledSeconds,
    long residentKib,
    long peakKib,
    double idlePercent) {}

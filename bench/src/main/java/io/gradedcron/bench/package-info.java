/**
 * Benchmarks that need no cluster: the timing wheel and the cron evaluator beside what people would
 * use instead. {@link io.gradedcron.bench.Bench} runs them and writes docs/BENCHMARKS.md.
 */
package io.gradedcron.bench;

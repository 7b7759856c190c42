package io.gradedcron.operator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessUsageTest {
  private static final String STAT =
      "4711 (a b) c) S 1 4711 4711 0 -1 4194304 9 0 0 0 1234 66 7 8 20 0 30 0 100 2048 512\n";
  private static final String STATUS =
      "Name:\tjava\nVmPeak:\t 9 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nThreads:\t30\n";

  @Test
  void processorTimeIsThatOfUserAndSystemWithoutEndedChildren() {
    assertThat(ProcessUsage.parse(STAT, STATUS))
        .isEqualTo(new ProcessUsage(13.0, 102_400, 204_800));
  }

  @Test
  void aProcessThatHasEndedHasNoMemory() {
    assertThatThrownBy(() -> ProcessUsage.parse(STAT, "Name:\tjava\nState:\tZ (zombie)\n"))
        .hasMessageStartingWith("no VmRSS in ");
  }

  @Test
  void theOwnProcessCanBeRead() {
    ProcessUsage usage = ProcessUsage.of(ProcessHandle.current().pid());

    assertThat(usage.cpuSeconds()).isPositive();
    assertThat(usage.residentKib()).isPositive().isLessThanOrEqualTo(usage.peakKib());
  }
}

package dev.quantloop.app.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ThisMachineTest {
  @Test
  void slurmTellsHowManyProcessorsATaskHas() {
    assertEquals(16, ThisMachine.slurmProcessors(Map.of("SLURM_CPUS_PER_TASK", "16")));
    for (String none : new String[] {"", "0", "16(x2)", "99999999999"}) {
      assertEquals(
          Integer.MAX_VALUE, ThisMachine.slurmProcessors(Map.of("SLURM_CPUS_PER_TASK", none)));
    }
    assertEquals(Integer.MAX_VALUE, ThisMachine.slurmProcessors(Map.of()));
    assertTrue(ThisMachine.physicalCores() > 0);
  }
}

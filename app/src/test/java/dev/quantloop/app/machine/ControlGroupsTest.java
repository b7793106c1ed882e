package dev.quantloop.app.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {
  @TempDir private Path directory;

  @Test
  void takesTheStrictestOfAllGroupsAroundAProcess() throws IOException {
    process("0::/user.slice/run.scope", mount("/", "fs", "cgroup2", "rw"));
    file("fs/user.slice/memory.max", "9000");
    file("fs/user.slice/memory.high", "7000");
    file("fs/user.slice/memory.current", "4000");
    file("fs/user.slice/memory.stat", "anon 1\ninactive_file 300\nactive_file 200\n");
    file("fs/user.slice/cpu.max", "150000 100000");
    file("fs/user.slice/run.scope/memory.max", "max");
    file("fs/user.slice/run.scope/memory.high", "max");
    file("fs/user.slice/run.scope/memory.current", "3999");
    file("fs/user.slice/run.scope/cpu.max", "max 100000");
    assertEquals(7000 - 4000 + 500, groups().memory());
    assertEquals(2, groups().processors());
  }

  @Test
  void knowsTheGroupsOfVersion1() throws IOException {
    process(
        "5:memory:/slurm/job_7/step_0\n4:cpu,cpuacct:/slurm/job_7/step_0\n0::/",
        mount("/", "memory", "cgroup", "rw,memory")
            + mount("/", "cpu", "cgroup", "rw,cpu,cpuacct")
            + mount("/", "unified", "cgroup2", "rw"));
    file("memory/slurm/job_7/memory.limit_in_bytes", "5000");
    file("memory/slurm/job_7/memory.usage_in_bytes", "1500");
    file("memory/slurm/job_7/memory.stat", "inactive_file 1\ntotal_inactive_file 400\n");
    file("memory/slurm/job_7/step_0/memory.limit_in_bytes", "9223372036854771712");
    file("memory/slurm/job_7/step_0/memory.usage_in_bytes", "1000");
    file("cpu/slurm/job_7/cpu.cfs_quota_us", "400000");
    file("cpu/slurm/job_7/cpu.cfs_period_us", "100000");
    file("cpu/slurm/job_7/step_0/cpu.cfs_quota_us", "-1");
    file("cpu/slurm/job_7/step_0/cpu.cfs_period_us", "100000");
    assertEquals(5000 - 1500 + 400, groups().memory());
    assertEquals(4, groups().processors());
  }

  @Test
  void knowsLimitsOfGroupsThatAContainerDoesNotSee() throws IOException {
    process("5:memory:/docker/abc", mount("/docker/abc", "memory", "cgroup", "rw,memory"));
    file("memory/memory.limit_in_bytes", "9223372036854771712");
    file("memory/memory.usage_in_bytes", "1000");
    file("memory/memory.stat", "hierarchical_memory_limit 3000\n");
    assertEquals(2000, groups().memory());
  }

  @Test
  void takesAGroupOutOfSightForTheOneAtTheTop() throws IOException {
    process("0::/../other", mount("/", "fs", "cgroup2", "rw"));
    file("fs/memory.max", "3000");
    file("fs/memory.current", "1000");
    assertEquals(2000, groups().memory());
  }

  @Test
  void knowsNoLimitWhereThereAreNoGroups() {
    assertEquals(Long.MAX_VALUE, groups().memory());
    assertEquals(Long.MAX_VALUE, groups().processors());
  }

  private ControlGroups groups() {
    return new ControlGroups(directory.resolve("self"));
  }

  private void process(String groups, String mounts) throws IOException {
    file("self/cgroup", groups + "\n");
    file("self/mountinfo", mounts);
  }

  private String mount(String top, String place, String type, String options) {
    return "32 31 0:29 %s %s rw,relatime shared:9 - %s %s %s%n"
        .formatted(top, directory.resolve(place), type, type, options);
  }

  private void file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

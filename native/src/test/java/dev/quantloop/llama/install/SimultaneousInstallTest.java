package dev.quantloop.llama.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimultaneousInstallTest {
  @TempDir Path temporary;
  private Path cache;
  private Path tarball;
  private PackageFixture fixture;

  @BeforeEach
  void prepare() throws IOException {
    cache = temporary.resolve("cache");
    fixture = new PackageFixture(temporary);
    tarball = fixture.goodTarball();
  }

  @Test
  void ofManyThreadsOneFetchesAndAllGetTheDirectory() throws Exception {
    int threads = 4;
    PrebuiltCatalog catalog = PackageFixture.catalogOf(tarball);
    Map<String, String> npm = fixture.npmServing(tarball);
    CyclicBarrier start = new CyclicBarrier(threads);
    Callable<Path> install =
        () -> {
          start.await();
          return PackageFixture.installer(cache, catalog, npm)
              .install(Backend.CPU, PackageFixture.SILENT);
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Path> directories = new ArrayList<>();
    for (Future<Path> result : pool.invokeAll(Collections.nCopies(threads, install))) {
      directories.add(result.get());
    }
    pool.shutdown();

    assertEquals(1, new HashSet<>(directories).size());
    assertEquals(1, Files.readAllLines(fixture.calls()).size());
  }

  @Test
  void ofTwoProcessesOneFetchesAndBothSucceed() throws Exception {
    Map<String, String> npm = fixture.npmServing(tarball);
    List<Process> installers = List.of(process(npm, ""), process(npm, ""));

    for (Process installer : installers) {
      assertEquals(0, installer.waitFor());
    }
    assertEquals(1, Files.readAllLines(fixture.calls()).size());
    assertTrue(Files.exists(cache.resolve("native/linux-x64-1.0.0/libllama.v1.so")));
  }

  @Test
  void whenTheDiskTakesNoMoreNothingIsLeftBehind() throws Exception {
    Path large =
        fixture.tarball("large", Map.of("package/bins/x/libllama.so", "0".repeat(1 << 20)));
    tarball = large;
    Process limited = process(fixture.npmServing(large), "ulimit -f 200;");

    assertNotEquals(0, limited.waitFor());
    String told = Files.readString(temporary.resolve("output"));
    assertTrue(told.contains("cannot install llama.cpp v1 (cpu) into " + cache), told);
    assertEquals(1, told.lines().count(), told);
    assertFalse(Files.exists(cache.resolve("native/linux-x64-1.0.0")));
  }

  private Process process(Map<String, String> npm, String limit) throws IOException {
    Path table = Files.writeString(temporary.resolve("table"), PackageFixture.table(tarball));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            limit + " exec \"$@\"",
            "sh",
            java,
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            InstallProcess.class.getName(),
            cache.toString(),
            table.toString());
    builder.environment().putAll(npm);
    Path output = temporary.resolve("output");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return builder.start();
  }
}

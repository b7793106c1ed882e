package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCommandTest {
  @TempDir private Path home;

  @Test
  void saysWhichLibraryIsUsedAndThatEveryCheckPassed() {
    CliFixture cli = new CliFixture(home);
    Result install = cli.run("native", "install");
    assertEquals(0, install.code(), install.err());
    Result status = cli.run("native", "status");
    assertEquals(0, status.code(), status.out());
    assertTrue(status.out().contains(install.out().strip()), status.out());
    assertTrue(status.out().contains("CPU variant"), status.out());
    assertTrue(
        status.out().matches("(?s).*verdict +usable: (\\d+) of \\1 checks passed\\n"),
        status.out());
    assertTrue(cli.run("native", "status", "--json").out().contains("\"problem\" : null"));
  }

  @Test
  void saysThatNothingIsInstalledAndWhatToType() {
    Result status = emptyCache().run("native", "status");
    assertEquals(1, status.code());
    assertTrue(status.out().contains("quantloop native install"), status.out());
  }

  @Test
  void saysWhatToDoWithoutNpm() {
    Result install = emptyCache().with("PATH", home.toString()).run("native", "install");
    assertEquals(1, install.code());
    assertTrue(install.message().contains("npm"), install.err());
    assertTrue(install.message().contains("--from"), install.err());
  }

  @Test
  void refusesAPackageThatIsNotThePinnedOne() throws IOException {
    Path file = Files.writeString(home.resolve("other.tgz"), "something else");
    Result install = emptyCache().run("native", "install", "--from", file.toString());
    assertEquals(1, install.code());
    assertTrue(install.message().contains("SHA-512"), install.err());
  }

  @Test
  void refusesALibraryDirectoryWithoutALibrary() {
    Result missing =
        new CliFixture(home).run("native", "status", "--llama-lib", home.resolve("no").toString());
    assertEquals(1, missing.code());
    Result empty =
        new CliFixture(home).with("QUANTLOOP_LLAMA_LIB", home.toString()).run("native", "status");
    assertEquals(1, empty.code());
    assertTrue(empty.out().contains("no libllama in"), empty.out());
  }

  @Test
  void theCpuVariantIsTakenFromTheEnvironmentWhereNoFlagNamesOne() {
    CliFixture fixture = new CliFixture(home).with("QUANTLOOP_CPU_VARIANT", "nosuch");
    assertTrue(fixture.run("native", "status").out().contains("no CPU variant 'nosuch'"));
    Result flag = fixture.run("native", "status", "--cpu-variant", "neither");
    assertTrue(flag.out().contains("no CPU variant 'neither'"), flag.out());
  }

  private CliFixture emptyCache() {
    return new CliFixture(home).with("XDG_CACHE_HOME", home.resolve("cache").toString());
  }
}

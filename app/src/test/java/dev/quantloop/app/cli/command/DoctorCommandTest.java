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

class DoctorCommandTest {
  @TempDir private Path home;

  @Test
  void looksAtEverything() {
    CliFixture cli = new CliFixture(home);
    assertEquals(0, cli.run("native", "install").code());
    Result result = cli.run("doctor");
    assertEquals(0, result.code(), result.out());
    for (String subject :
        new String[] {"java", "npm", "llama.cpp", "device CPU", "memory", "database"}) {
      assertTrue(result.out().contains(" " + subject + " "), result.out());
    }
    assertTrue(cli.run("doctor", "--json").out().contains("\"subject\" : \"java\""));
  }

  @Test
  void failsWhenTheDatabaseIsNone() throws IOException {
    Path file = Files.writeString(home.resolve("quantloop.db"), "x".repeat(5000));
    Result result = new CliFixture(home).run("doctor", "--db", file.toString());
    assertEquals(1, result.code());
    assertTrue(result.out().lines().anyMatch(l -> l.startsWith("failure  database")), result.out());
  }

  @Test
  void takesALibraryThatIsNotInstalledYetForNoFailure() {
    CliFixture cli = new CliFixture(home).with("XDG_CACHE_HOME", home.resolve("cache").toString());
    Result fresh = cli.run("doctor");
    assertEquals(0, fresh.code(), fresh.out());
    assertTrue(fresh.out().contains("quantloop native install"), fresh.out());
    Result own = cli.run("doctor", "--llama-lib", home.resolve("none").toString());
    assertEquals(1, own.code(), own.out());
  }

  @Test
  void warnsWithoutNpm() {
    Result result = new CliFixture(home).with("PATH", home.toString()).run("doctor");
    assertTrue(result.out().lines().anyMatch(l -> l.startsWith("warning  npm")), result.out());
  }
}

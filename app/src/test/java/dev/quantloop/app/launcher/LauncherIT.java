package dev.quantloop.app.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.launcher.Distribution.Outcome;
import dev.quantloop.app.launcher.Distribution.Started;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The launcher of the built distribution, on the Java of the build and those of
 * QUANTLOOP_TEST_JAVAS.
 */
class LauncherIT {
  private static final Outcome VERSION =
      new Outcome(0, "quantloop " + ProgramVersion.CURRENT + "\n", "");

  @TempDir Path temporary;
  private Distribution built;

  @BeforeEach
  void prepare() {
    built = Distribution.built(temporary);
  }

  static Stream<String> javas() {
    String more = System.getenv().getOrDefault("QUANTLOOP_TEST_JAVAS", "");
    return Stream.concat(
        Stream.of(System.getProperty("java.home")),
        Stream.of(more.split(File.pathSeparator)).filter(home -> !home.isEmpty()));
  }

  @ParameterizedTest
  @MethodSource("javas")
  void theVersionIsPrintedAndNothingElse(String java) throws Exception {
    Distribution plain = built.with("QUANTLOOP_JAVA", java);

    assertEquals(VERSION, plain.run("--version"));
  }

  @Test
  void whatReadsWholeModelsIsCompiledWellAndWhatAnswersAtOnceIsNot() throws Exception {
    Distribution flags = built.with("QUANTLOOP_JAVA_OPTIONS", "-XX:+PrintCommandLineFlags");
    String limit = "-XX:TieredStopAtLevel=1";

    for (String command : List.of("new", "allocate", "judge", "imatrix", "kld", "import")) {
      assertFalse(flags.run(command, "--help").out().contains(limit), command);
    }
    assertTrue(flags.run("ls", "--help").out().contains(limit));
  }

  /** Each of these would open every jar, a good part of a short command's time. */
  @Test
  void aStartSearchesNoJarForTimeZonesOrResources() throws Exception {
    Distribution logged = built.with("QUANTLOOP_JAVA_OPTIONS", "-Xlog:class+load");

    String loaded = logged.run("ls", "--json").out();

    assertTrue(loaded.contains("dev.quantloop.app.cli.Main "));
    assertFalse(loaded.contains("java.time.zone.ZoneRulesProvider "));
    assertTrue(
        Files.readString(built.home().resolve("lib/class-path")).startsWith("quantloop-app-"));
  }

  @ParameterizedTest
  @MethodSource("javas")
  void theDatabaseLibraryIsLoadedWithoutWarningsAndWithoutUnpacking(String java) throws Exception {
    Path unpacked = Files.createDirectory(temporary.resolve("unpacked"));
    Distribution plain =
        built
            .with("QUANTLOOP_JAVA", java)
            .with("QUANTLOOP_JAVA_OPTIONS", "-Djava.io.tmpdir=" + unpacked);

    Outcome listed = plain.run("ls", "--json", "--db", temporary.resolve("é.db").toString());

    assertEquals(0, listed.status(), listed.err());
    assertEquals("", listed.err());
    assertEquals(List.of(), names(unpacked));
  }

  static Stream<Map<String, String>> locales() {
    return Stream.of(
        Map.of(),
        Map.of("LC_ALL", "C"),
        Map.of("LC_ALL", "xx_YY.UTF-8"),
        Map.of("LC_ALL", "xx_YY.ISO-8859-1"),
        Map.of("LC_CTYPE", "UTF-8"),
        Map.of("LANG", "xx_YY.UTF-8"),
        Map.of("LANG", "C.UTF-8"));
  }

  @ParameterizedTest
  @MethodSource("locales")
  void namesAreReadInEveryLocaleWhetherItIsInstalledOrNot(Map<String, String> locale)
      throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("größe"));
    Distribution abroad = built.without("LANG");
    for (Map.Entry<String, String> variable : locale.entrySet()) {
      abroad = abroad.with(variable.getKey(), variable.getValue());
    }

    Outcome missing = abroad.run("show", "日本", "--db", folder.resolve("é.db").toString());
    assertEquals(
        "quantloop: there are no experiments yet in %1$s/é.db; start with: quantloop demo --db %1$s/é.db\n"
            .formatted(folder),
        missing.err());

    Outcome undecodable =
        abroad.runAs(
            Path.of("/bin/sh"),
            "-c",
            "\"$0\" sql \"$(printf 'a\\351')\"",
            built.launcher().toString());
    assertEquals(1, undecodable.status());
    assertTrue(
        undecodable.err().startsWith("quantloop: the argument a\\xe9 is not UTF-8;"),
        undecodable.err());
  }

  @ParameterizedTest
  @MethodSource("javas")
  void anArchiveOfClassesIsMadeAndUsedAtTheDistributionsPlace(String java) throws Exception {
    Distribution copy = built.with("QUANTLOOP_JAVA", java).copyTo(temporary.resolve("elsewhere"));
    assertEquals(new Outcome(0, "", ""), copy.with("QUANTLOOP_CLASS_DATA", "build").run());
    Path archive = copy.home().resolve("lib/quantloop.jsa");
    if (Files.size(archive) == 0) {
      return; // this Java came without an archive of its own classes and can't make any
    }
    Distribution logging =
        copy.without("QUANTLOOP_CLASS_DATA")
            .with("QUANTLOOP_JAVA_OPTIONS", "-Xlog:class+load:file=loaded.log");

    Started started = logging.start(copy.launcher(), "--version");

    assertEquals(VERSION, started.outcome());
    assertTrue(
        Files.readAllLines(started.folder().resolve("loaded.log")).stream()
            .anyMatch(line -> line.contains("picocli.CommandLine source: shared objects file")));
  }

  @Test
  void aCopyRunsFromADirectoryWithSpacesInItsName() throws Exception {
    Distribution copy = built.copyTo(temporary.resolve("another place"));

    assertEquals(VERSION, copy.run("--version"));
  }

  @ParameterizedTest
  @MethodSource("javas")
  void aDamagedArchiveOfClassesIsPassedOverInSilence(String java) throws Exception {
    Distribution copy = built.with("QUANTLOOP_JAVA", java).copyTo(temporary.resolve("copy"));
    copy.with("QUANTLOOP_CLASS_DATA", "build").run();
    Path archive = copy.home().resolve("lib/quantloop.jsa");
    Path damaged = Files.writeString(temporary.resolve("damaged"), "no archive at all\n");
    Files.move(damaged, archive, StandardCopyOption.REPLACE_EXISTING);

    assertEquals(VERSION, copy.without("QUANTLOOP_CLASS_DATA").run("--version"));
  }

  @Test
  void whatTheArchiveIsMadeFromRunsWithoutAFailure() throws Exception {
    Path lib = built.home().resolve("lib");
    String classPath =
        Files.readAllLines(lib.resolve("class-path")).stream()
            .map(jar -> lib.resolve(jar).toString())
            .collect(Collectors.joining(File.pathSeparator));

    Outcome warmUp =
        built.runAs(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-cp",
            classPath,
            WarmUp.class.getName());

    assertEquals(0, warmUp.status(), warmUp.err());
  }

  @Test
  void twoThatMakeTheArchiveAtOnceDoNotDisturbEachOther() throws Exception {
    Distribution copy = built.copyTo(temporary.resolve("copy"));
    Distribution building = copy.with("QUANTLOOP_CLASS_DATA", "build");
    Started first = building.start(copy.launcher());
    Started second = building.start(copy.launcher());

    assertEquals(new Outcome(0, "", ""), first.outcome());
    assertEquals(new Outcome(0, "", ""), second.outcome());
    assertEquals(VERSION, copy.without("QUANTLOOP_CLASS_DATA").run("--version"));
    assertEquals(
        List.of("quantloop.jsa", "quantloop.jsa.for"),
        names(copy.home().resolve("lib")).stream()
            .filter(name -> name.startsWith("quantloop.jsa"))
            .toList());
  }

  @Test
  void itIsFoundThroughSymbolicLinks() throws Exception {
    Distribution copy = built.copyTo(temporary.resolve("copy"));
    Path bin = Files.createDirectories(temporary.resolve("x y/bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), copy.launcher());
    Path relative = Files.createSymbolicLink(bin.resolve("quantloop"), Path.of("absolute"));

    assertEquals(VERSION, copy.runAs(absolute, "--version"));
    assertEquals(VERSION, copy.runAs(relative, "--version"));
    assertEquals(
        VERSION,
        copy.with("PATH", bin + ":" + System.getenv("PATH"))
            .runAs(Path.of("/bin/sh"), "-c", "quantloop --version"));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNoHindrance() throws Exception {
    Distribution copy =
        built
            .without("QUANTLOOP_CLASS_DATA")
            .with("XDG_CACHE_HOME", "/dev/null/cache")
            .copyTo(temporary.resolve("copy"));

    assertEquals(VERSION, copy.run("--version"));
  }

  @Test
  void withoutJavaOneLineSaysWhatToDo() throws Exception {
    Distribution bare = built.without("QUANTLOOP_JAVA").with("PATH", "/nowhere");

    assertEquals(
        new Outcome(
            1,
            "",
            "quantloop: needs Java 17 or newer; install a JDK, or name one with JAVA_HOME or"
                + " QUANTLOOP_JAVA\n"),
        bare.run("--version"));
  }

  @Test
  void aJavaThatIsTooOldIsNamed() throws Exception {
    Path old = oldJava();
    Distribution bare =
        built.without("QUANTLOOP_JAVA").with("PATH", "/nowhere").with("JAVA_HOME", old.toString());

    assertEquals(
        new Outcome(
            1,
            "",
            "quantloop: needs Java 17 or newer and found only 11.0.2 in "
                + old.resolve("bin/java")
                + "; install a JDK, or name one with JAVA_HOME or QUANTLOOP_JAVA\n"),
        bare.run("--version"));
  }

  @Test
  void aJavaHomeThatIsTooOldGivesWayToTheJavaOnThePath() throws Exception {
    Distribution mixed =
        built
            .without("QUANTLOOP_JAVA")
            .with("JAVA_HOME", oldJava().toString())
            .with("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));

    assertEquals(VERSION, mixed.run("--version"));
  }

  @Test
  void aJavaThatWasAskedForIsNotReplacedByAnother() throws Exception {
    Outcome refused = built.with("QUANTLOOP_JAVA", "/nowhere/java").run("--version");

    assertEquals(
        new Outcome(1, "", "quantloop: QUANTLOOP_JAVA=/nowhere/java is not Java 17 or newer\n"),
        refused);
  }

  @Test
  void aJavaWithoutAReleaseFileIsAskedOnce() throws Exception {
    Path asked = temporary.resolve("asked");
    Path java =
        java(
            temporary.resolve("custom"),
            "case $* in *-version) echo asked >>'%s' ;; esac\nexec '%s/bin/java' \"$@\""
                .formatted(asked, System.getProperty("java.home")));
    Distribution custom =
        built
            .with("QUANTLOOP_JAVA", java.toString())
            .with("XDG_CACHE_HOME", temporary.resolve("cache").toString());

    assertEquals(VERSION, custom.run("-V"));
    assertEquals(VERSION, custom.run("-V"));
    assertEquals(List.of("asked"), Files.readAllLines(asked));
  }

  @Test
  void theUsersOwnCollectorIsRespected() throws Exception {
    Distribution parallel = built.with("QUANTLOOP_JAVA_OPTIONS", "-XX:+UseParallelGC");
    assertEquals(VERSION, parallel.run("--version"));
    assertEquals(0, parallel.run("inspect", "--help").status());
  }

  @Test
  void theExitCodeIsTheCommands() throws Exception {
    Outcome refused = built.run("no-such-command");

    assertEquals(2, refused.status());
    assertFalse(refused.err().isEmpty());
  }

  private Path oldJava() throws IOException {
    Path home = temporary.resolve("old");
    java(home, "exit 1");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    return home;
  }

  private static Path java(Path home, String script) throws IOException {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    java.toFile().setExecutable(true);
    return java;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

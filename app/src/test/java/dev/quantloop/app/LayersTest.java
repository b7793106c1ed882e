package dev.quantloop.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;

@AnalyzeClasses(packages = "dev.quantloop", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("dev.quantloop.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package can be read, tested and moved with what lies below it and no more");

  @ArchTest
  static final ArchRule lanternaStaysBehindItsAdapter =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.quantloop.app.tui.terminal..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.googlecode.lanterna..")
          .because("screens are drawn on grids, which tests can read");

  @ArchTest
  static final ArchRule screensKnowNoCommands =
      noClasses()
          .that()
          .resideInAPackage("dev.quantloop.app.tui..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.quantloop.app.cli..", "picocli..")
          .because("commands and screens are two ways to the same use cases");

  @ArchTest
  static final ArchRule useCasesKnowNoScreens =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.quantloop.app.experiment..",
              "dev.quantloop.app.create..",
              "dev.quantloop.app.loop..",
              "dev.quantloop.app.guide..",
              "dev.quantloop.app.tune..",
              "dev.quantloop.app.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.quantloop.app.cli..", "dev.quantloop.app.tui..")
          .because("the loop runs where nobody watches");

  @ArchTest
  static final ArchRule viewsReadNoClock =
      noClasses()
          .that()
          .resideInAPackage("dev.quantloop.app.tui.screen..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(java.time.Clock.class)
          .because("a frame follows from the state and the time that it is given");

  @ArchTest
  static void simpleNamesAreUnique(JavaClasses classes) {
    Map<String, List<String>> byName =
        classes.stream()
            .filter(c -> c.isTopLevelClass() && !c.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList())));
    byName.values().removeIf(names -> names.size() == 1);
    assertEquals(Map.of(), byName, "a reader should know by its name alone which class is meant");
  }
}

package dev.quantloop.tracker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.quantloop", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNeitherNativeNorApp =
      noClasses()
          .that()
          .resideInAPackage("dev.quantloop.tracker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.quantloop.llama..", "dev.quantloop.app..", "com.sun.jna..")
          .because("figures are kept, ranked and read where no model can be loaded");

  @ArchTest
  static final ArchRule sqlLivesInTheDaos =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.quantloop.tracker.dao..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jdbi..", "org.sqlite..", "java.sql..")
          .because("one place opens connections, and every query stands beside its table");

  @ArchTest
  static final ArchRule statisticsAreArithmetic =
      noClasses()
          .that()
          .resideInAPackage("dev.quantloop.tracker.stats..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "dev.quantloop.tracker.stats..", "org.apache.commons.statistics..", "java..")
          .because("figures have to be testable without a database");
}

package dev.quantloop.llama;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.quantloop", importOptions = DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule nativeKnowsNeitherTrackerNorApp =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.quantloop.tracker..", "dev.quantloop.app..")
          .because("arrows run from app to native and tracker, never back");

  @ArchTest
  static final ArchRule filesAndFormatsNeedNoLibrary =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.quantloop.llama.gguf..",
              "dev.quantloop.llama.imatrix..",
              "dev.quantloop.llama.score..",
              "dev.quantloop.llama.install..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.jna..", "dev.quantloop.llama.jna..")
          .because("files are read and scores computed without loading llama.cpp");
}

package dev.quantloop.tracker.dao;

/** The version in the jar's manifest. */
final class ProgramVersion {
  private ProgramVersion() {}

  /** "development" when run from class files. */
  static String current() {
    String version = ProgramVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}

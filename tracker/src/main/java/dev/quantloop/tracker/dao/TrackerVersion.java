package dev.quantloop.tracker.dao;

/** The version in the jar's manifest. */
final class TrackerVersion {
  private TrackerVersion() {}

  /** "development" when run from class files. */
  static String current() {
    String version = TrackerVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}

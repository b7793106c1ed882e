package dev.quantloop.app;

/** The version of this program, recorded with every figure. */
public final class ProgramVersion {
  /** The version of pom.xml; a test keeps the two equal. */
  public static final String CURRENT = "0.1.0";

  private ProgramVersion() {}
}

package dev.quantloop.app.machine;

/** The process that has started this one. */
public final class ParentProcess {
  private ParentProcess() {}

  /** Ends this process as soon as that one has gone, however: nobody would read the answers. */
  public static void endWithIt() {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
  }
}

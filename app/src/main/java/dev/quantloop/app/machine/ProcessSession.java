package dev.quantloop.app.machine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;

/** What a worker asks of the C library so that the terminal it was started from may vanish. */
public final class ProcessSession {
  private ProcessSession() {}

  /**
   * Leaves the terminal's session, so that neither its Ctrl-C nor its hang-up reaches this process.
   * Harmless where the process leads a session already.
   */
  public static void detachFromTerminal() {
    Signals.ignore("HUP");
    Function setsid = NativeLibrary.getInstance("c").getFunction("setsid");
    setsid.invokeInt(new Object[0]);
  }
}

package dev.quantloop.llama.jna;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/** The C callback types. Whoever registers one must keep it reachable while C may call it. */
public final class Callbacks {
  private Callbacks() {}

  /** ggml_log_callback. */
  public interface Log extends Callback {
    void invoke(int level, Pointer text, Pointer userData);
  }

  /** ggml_backend_sched_eval_callback; C bool is a byte. */
  public interface Eval extends Callback {
    byte invoke(Pointer tensor, byte ask, Pointer userData);
  }

  /** ggml_abort_callback: true stops the computation. */
  public interface Abort extends Callback {
    byte invoke(Pointer userData);
  }

  /**
   * ggml_abort_callback_t of ggml_set_abort_callback: told of a failed assertion before the end.
   */
  public interface Fatal extends Callback {
    void invoke(Pointer message);
  }
}

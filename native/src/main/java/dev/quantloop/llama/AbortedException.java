package dev.quantloop.llama;

/** Thrown out of a native call that stopped because its {@link AbortSignal} asked for it. */
public final class AbortedException extends LlamaException {
  private static final long serialVersionUID = 1L;

  public AbortedException() {
    super("stopped on request");
  }
}

package dev.quantloop.app.engine;

import dev.quantloop.llama.LlamaException;

/** One of several candidates can't be evaluated; the others can. Says what its cause says. */
public final class CandidateException extends LlamaException {
  private static final long serialVersionUID = 1L;

  private final String candidate;

  public CandidateException(String candidate, LlamaException cause) {
    super(cause.getMessage(), cause.remedy().orElse(null));
    initCause(cause);
    this.candidate = candidate;
  }

  /** Its name. */
  public String candidate() {
    return candidate;
  }
}

package dev.quantloop.llama;

import java.util.regex.Pattern;

/** A device has no room for a model or a context; with less on it, the same may work. */
public final class NoRoomException extends LlamaException {
  private static final long serialVersionUID = 1;

  private static final Pattern REASON =
      Pattern.compile(
          "out of memory|unable to allocate|failed to allocate|alloc_buffer"
              + "|resource allocation failed");

  public NoRoomException(String message) {
    super(message);
  }

  public NoRoomException(String message, Remedy remedy) {
    super(message, remedy);
  }

  /** Whether llama.cpp or a backend says in a line that it got no memory. */
  public static boolean isReason(String line) {
    return REASON.matcher(line).find();
  }
}

package dev.quantloop.llama;

/**
 * Asks a running stage to stop; polled on the decoding thread, so it must be quick and not throw.
 */
@FunctionalInterface
public interface AbortSignal {
  AbortSignal NEVER = () -> false;

  boolean requested();
}

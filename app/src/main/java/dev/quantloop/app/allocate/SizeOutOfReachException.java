package dev.quantloop.app.allocate;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;

/** A size was asked for that no choice of types has. */
public final class SizeOutOfReachException extends UserException {
  private static final long serialVersionUID = 1L;

  private final long smallest;
  private final long largest;

  SizeOutOfReachException(long asked, long smallest, long largest) {
    super(
        "no types make it %s: they allow from %s to %s"
            .formatted(Numbers.bytes(asked), Numbers.bytes(smallest), Numbers.bytes(largest)));
    this.smallest = smallest;
    this.largest = largest;
  }

  /** Bytes of the smallest choice of types. */
  public long smallest() {
    return smallest;
  }

  /** Bytes of the largest choice of types. */
  public long largest() {
    return largest;
  }
}

package dev.quantloop.app.source;

import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of texts in order, a newline between two of them. Used by one thread. */
public final class TextHash {
  private final MessageDigest digest;
  private boolean begun;

  public TextHash() {
    this(Sha256.digest(), false);
  }

  private TextHash(MessageDigest digest, boolean begun) {
    this.digest = digest;
    this.begun = begun;
  }

  /** Begins a text. */
  public void begin() {
    if (begun) {
      digest.update((byte) '\n');
    }
    begun = true;
  }

  public void update(byte[] bytes, int from, int length) {
    digest.update(bytes, from, length);
  }

  /** The same up to here, to go on without this one. */
  public TextHash copy() {
    return new TextHash(cloned(), begun);
  }

  /** Of the texts so far, in lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(cloned().digest());
  }

  private MessageDigest cloned() {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's SHA-256 can be cloned", e);
    }
  }
}

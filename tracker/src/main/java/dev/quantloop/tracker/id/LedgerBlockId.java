package dev.quantloop.tracker.id;

/** Key of a ledger block in its database. */
public record LedgerBlockId(long value) implements Id {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}

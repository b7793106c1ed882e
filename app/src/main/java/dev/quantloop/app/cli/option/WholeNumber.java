package dev.quantloop.app.cli.option;

import dev.quantloop.app.format.NumberRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a whole number on the command line, and refuses what is out of its range. Every option that
 * takes a number has one of these, or is a setting.
 */
public abstract class WholeNumber implements ITypeConverter<Integer> {
  private final NumberRange range;

  protected WholeNumber(int least, int most) {
    range = new NumberRange(least, most);
  }

  @Override
  public final Integer convert(String text) {
    try {
      return range.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** How many of something there are to be. */
  public static final class Count extends WholeNumber {
    public Count() {
      super(1, 1_000_000);
    }
  }

  /** How many of something there are to be, or none. */
  public static final class CountOrNone extends WholeNumber {
    public CountOrNone() {
      super(0, 1_000_000_000);
    }
  }

  /** By which something is on record. */
  public static final class Id extends WholeNumber {
    public Id() {
      super(1, Integer.MAX_VALUE);
    }
  }
}

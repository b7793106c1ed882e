package dev.quantloop.app.cli.option;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of bytes: 4GiB and 4G are binary, 4GB is decimal, and a bare number is bytes. */
public final class ByteCount implements ITypeConverter<Long> {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?) ?([kmgt]?)(ib|b)?");
  private static final BigDecimal MOST = BigDecimal.valueOf(64L << 40);
  private static final List<String> PREFIXES = List.of("", "k", "m", "g", "t");

  @Override
  public Long convert(String text) {
    Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new TypeConversionException("'%s' is not a size, such as 4GiB".formatted(text));
    }
    int step = "b".equals(form.group(3)) ? 1000 : 1024;
    BigDecimal bytes =
        new BigDecimal(form.group(1))
            .multiply(BigDecimal.valueOf(step).pow(PREFIXES.indexOf(form.group(2))));
    if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(MOST) > 0) {
      throw new TypeConversionException(
          "'%s' is not the size of a file: 1 byte to 64 TiB".formatted(text));
    }
    return bytes.longValue();
  }
}

package dev.quantloop.app.cli.option;

import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which figures a table has. */
@Command
public final class ColumnsOption {
  @Option(
      names = "--columns",
      paramLabel = "usual|published",
      converter = Published.class,
      description =
          "The usual figures, or those that people publish: mean, 99%%, 99.9%% and maximum of the"
              + " KLD, same top token, PPL and its ratio to the baseline's.")
  private String columns;

  static final class Published implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.equals("usual") && !text.equals("published")) {
        throw new TypeConversionException("'" + text + "' is not one of usual, published");
      }
      return text;
    }
  }

  /** Whether those are wanted that people publish. */
  public boolean arePublished(boolean otherwise) {
    return columns == null ? otherwise : columns.equals("published");
  }

  /** The figures that are wanted. */
  public List<Figure> of(List<Figure> usual) {
    return arePublished(false) ? FigureLists.PUBLISHED : usual;
  }
}

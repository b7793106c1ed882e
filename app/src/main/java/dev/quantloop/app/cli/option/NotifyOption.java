package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.notify.NotifyWays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --notify}, on every command that follows a run. */
public final class NotifyOption {
  @Option(
      names = "--notify",
      paramLabel = "WAY[,WAY...]",
      converter = Ways.class,
      description =
          "Ring when a verdict falls or the run ends: bell, osc9 and osc777 (notifications of the"
              + " terminal), or at last a command, which gets the message as its last argument and"
              + " as QUANTLOOP_MESSAGE.")
  private NotifyWays ways;

  /** Where it was left out, none. */
  public NotifyWays ways() {
    try {
      return ways == null ? NotifyWays.NONE : ways.requireUsable();
    } catch (UserException e) {
      throw new UsageException("--notify: " + e.getMessage());
    }
  }

  /** Reads the option. */
  static final class Ways implements ITypeConverter<NotifyWays> {
    @Override
    public NotifyWays convert(String text) {
      try {
        return NotifyWays.parse(text);
      } catch (UserException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}

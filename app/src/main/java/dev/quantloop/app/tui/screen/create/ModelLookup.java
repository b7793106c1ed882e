package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UserPath;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is at a model's path.
 *
 * @param text the path as it was entered
 * @param file its header; empty where it is no model
 * @param problem why it is none; empty where it is one
 */
record ModelLookup(String text, Optional<BaselineFile> file, String problem) {
  static final ModelLookup NONE = new ModelLookup("", Optional.empty(), "");

  /** Reads the header, in Java alone. */
  static ModelLookup read(String text, Path home) {
    try {
      Path path = Path.of(UserPath.expanded(text, home));
      if (Files.isDirectory(path)) {
        return wrong(text, "a directory; tab lists what is in it");
      } else if (!Files.exists(path)) {
        return wrong(text, "no such file");
      }
      return open(text, path);
    } catch (InvalidPathException e) {
      return wrong(text, "not a path");
    }
  }

  private static ModelLookup open(String text, Path path) {
    try {
      return new ModelLookup(text, Optional.of(BaselineFile.open(path)), "");
    } catch (RuntimeException e) {
      String reason = FailureMessage.ofAny(e);
      return wrong(text, withoutPath(reason, path.toAbsolutePath().normalize()));
    }
  }

  /** The model is in the row above: its path would fill the line. */
  private static String withoutPath(String reason, Path path) {
    return reason.replace(path.toString(), "it");
  }

  /** What stands against it with these settings, or nothing. */
  Optional<String> objection(SettingValues settings, long memory) {
    BaselineFile model = file.orElseThrow();
    try {
      model.require(settings.decode(), memory, settings.get(Setting.REQUANTIZE));
      return Optional.empty();
    } catch (RuntimeException e) {
      String reason = FailureMessage.ofAny(e);
      return Optional.of(withoutPath(withoutPath(reason, model.file()), model.given()));
    }
  }

  private static ModelLookup wrong(String text, String problem) {
    return new ModelLookup(text, Optional.empty(), problem);
  }

  /** "llama, 135M parameters, F16, 258 MiB, context 8192". */
  String facts() {
    BaselineFile model = file.orElseThrow();
    List<String> facts = new ArrayList<>();
    facts.add(model.architecture());
    facts.add(Numbers.count(model.parameters()) + " parameters");
    facts.add(model.fileType());
    facts.add(Numbers.bytes(model.bytes()));
    if (model.trainingContext() > 0) {
      facts.add("context " + model.trainingContext());
    }
    return String.join(", ", facts);
  }
}

package dev.quantloop.app.tui.screen.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.guide.Cost;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.guide.Suggestion;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.tui.dialog.Confirmation;
import dev.quantloop.app.tui.screen.NoWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuideDialogTest {
  @TempDir Path directory;

  private Confirmation asked(Path output) {
    Suggestion suggestion =
        new Suggestion(
            Suggestion.Kind.STOP_HERE,
            "Stop here",
            "",
            Cost.NONE,
            new Proposal.Quantize(
                Path.of("m.gguf"), Optional.empty(), output, "Q4_K_M", SettingValues.NONE),
            true);
    Guide guide = new Guide(List.of(), List.of(suggestion));
    return new GuideDialog(guide, NoWork.beside(directory.resolve("quantloop.db")), 0)
        .question(suggestion);
  }

  @Test
  void saysWhichFileIsWrittenInFull() {
    Confirmation question = asked(Path.of("m-Q4_K_M.gguf"));
    Path here = Path.of("").toAbsolutePath();
    assertEquals(
        List.of(
            "It writes " + here.resolve("m-Q4_K_M.gguf"),
            "",
            "quantloop quantize m.gguf m-Q4_K_M.gguf Q4_K_M"),
        question.lines());
  }

  @Test
  void warnsWhereAFileIsReplaced() throws IOException {
    Path file = Files.writeString(directory.resolve("mine.gguf"), "mine");
    Confirmation question = asked(file);
    assertEquals("It replaces " + file, question.lines().get(0));
  }
}

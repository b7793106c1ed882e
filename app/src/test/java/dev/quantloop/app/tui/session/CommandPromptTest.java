package dev.quantloop.app.tui.session;

import dev.quantloop.app.tui.Dialog;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.dialog.InputHistory;
import dev.quantloop.app.tui.screen.NoWork;
import dev.quantloop.app.tui.screen.experiments.ExperimentsState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandPromptTest {
  private void check(String name, String line, int width, int height) {
    Screen screen = ExperimentsState.of(NoWork.beside(Path.of("/data/quantloop.db")));
    Dialog prompt = new CommandPrompt(new InputHistory(Path.of("/none"))).dialog(line);
    Golden.check(name, screen, prompt, true, width, height);
  }

  @Test
  void saysWhatCanBeTyped() {
    check("command-prompt", "", 80, 24);
    check("command-prompt", "", 40, 10);
  }

  @Test
  void takesTheRoomOfALongCommand() {
    String line =
        "new other -m /models/demo-f16.gguf --source 'code=src/**/*.java' --quants IQ2_XS";
    check("command-prompt-long", line, 120, 40);
    check("command-prompt-long", line, 80, 24);
  }
}

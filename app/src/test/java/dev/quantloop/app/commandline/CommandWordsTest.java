package dev.quantloop.app.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
  @Test
  void writesTheOptionsOfTheCommandLine() {
    assertEquals(List.of(), CommandWords.of(SettingValues.NONE));
    assertEquals(
        List.of("-c", "1024", "--tensor-type", "a=q8_0", "--tensor-type", "b=q6_k", "--pure"),
        CommandWords.of(
            SettingValues.NONE
                .with(Setting.CONTEXT, 1024)
                .with(Setting.PURE, true)
                .with(Setting.LEAVE_OUTPUT, false)
                .with(Setting.TENSOR_TYPES, List.of("a=q8_0", "b=q6_k"))));
  }
}

package dev.quantloop.app.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SettingTest {
  private static String problem(Setting<?> setting, String text) {
    try {
      setting.parse(text);
      return "";
    } catch (SettingException e) {
      return e.getMessage();
    }
  }

  private static void wrong(Setting<?> setting, String... texts) {
    for (String text : texts) {
      assertTrue(!problem(setting, text).isEmpty(), setting + " " + text);
    }
  }

  private static void right(Setting<?> setting, String... texts) {
    for (String text : texts) {
      assertEquals("", problem(setting, text), setting + " " + text);
    }
  }

  @Test
  void saysWhatIsNoFigure() {
    wrong(Setting.CONTEXT, "0", "-1", "half", "1.5", "99999999999");
    right(Setting.CONTEXT, "512", "0512");
    wrong(Setting.GROWTH, "1", "0.5", "1e3", "two", "NaN", "1000.5");
    right(Setting.GROWTH, "1.25", "2", "10");
    wrong(Setting.LAYERS, "some");
    right(Setting.LAYERS, "all", "-1", "33");
    wrong(Setting.THRESHOLD, "100%", "x");
    right(Setting.THRESHOLD, "0.5%", "0.01");
  }

  @Test
  void saysBetweenWhichFiguresOneMustBe() {
    assertEquals(
        "'99999999999' is not a whole number from 1 to 16777216",
        problem(Setting.BATCH, "99999999999"));
    assertEquals("'2' is not a whole number from 3 to 16777216", problem(Setting.CONTEXT, "2"));
    assertEquals("'5000' is not a whole number from 1 to 512", problem(Setting.THREADS, "5000"));
    assertTrue(Setting.SEED.help().contains("(1 to 999999999; default: 42)"));
    assertTrue(problem(Setting.LAYERS, "99999999999").endsWith("up to 999999999"));
  }

  @Test
  void knowsTheTensorTypes() {
    wrong(Setting.EMBEDDING_TYPE, "q9_0");
    right(Setting.EMBEDDING_TYPE, "q8_0", "Q6_K");
    String choices = problem(Setting.NEXTN_TYPE, "q9_0");
    assertTrue(choices.contains("there are mix, f32, "), choices);
    wrong(Setting.TENSOR_TYPES, "attn_v", "attn_v=q9", "=q8_0", "attn_v=q8_0 ffn_down");
    right(Setting.TENSOR_TYPES, "attn_v=q8_0 blk\\.(1|2)\\.ffn=q6_k");
  }
}

package dev.quantloop.llama.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.library.RpcServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelOptionsTest {
  @Test
  void loadsAModelHoweverItIsSpread() {
    for (ModelOptions options :
        List.of(
            ModelOptions.DEFAULT,
            ModelOptions.DEFAULT.withGpuLayers(0),
            ModelOptions.of(3, new DeviceSplit(SplitMode.NONE, List.of(), 0)),
            ModelOptions.of(-1, new DeviceSplit(SplitMode.LAYER, List.of(3f, 1f), 0)))) {
      try (Model model = Model.load(Native.library(), Native.DEMO_MODEL, options)) {
        assertEquals(4096, model.vocabularySize(), options.toString());
        assertFalse(model.isOnGpu());
      }
    }
  }

  @Test
  void leavesTheGpuAloneWhenNothingIsToLieThere() {
    assertTrue(ModelOptions.DEFAULT.withGpuLayers(0).cpuOnly());
    assertFalse(ModelOptions.DEFAULT.withGpuLayers(2).cpuOnly());
    assertFalse(ModelOptions.of(0).cpuOnly(), "asked for: it may still compute there");
  }

  @Test
  void refusesSharesThatMeanNothing() {
    for (List<Float> shares :
        List.of(List.of(0f, 0f), List.of(-1f), List.of(Float.NaN), List.of(1f / 0))) {
      LlamaException refused =
          assertThrows(LlamaException.class, () -> new DeviceSplit(SplitMode.LAYER, shares, 0));
      assertTrue(
          refused.getMessage().startsWith("the shares of the devices are numbers"),
          refused.getMessage());
    }
    assertThrows(LlamaException.class, () -> new DeviceSplit(SplitMode.LAYER, List.of(), -1));
    assertThrows(LlamaException.class, () -> SplitMode.of("rows"));
    assertEquals(SplitMode.ROW, SplitMode.of("row"));
  }

  @Test
  void refusesServersThatAreNone() {
    assertEquals("10.0.0.2:50052", RpcServer.of("10.0.0.2:50052").toString());
    for (String wrong : List.of("localhost", "a:b", ":1", "h:99999", "h:1:2", "")) {
      assertThrows(LlamaException.class, () -> RpcServer.of(wrong), wrong);
    }
    LlamaException silent =
        assertThrows(LlamaException.class, () -> new RpcServer("127.0.0.1", 1).requireListening());
    assertTrue(
        silent.getMessage().startsWith("no RPC server answers at 127.0.0.1:1"),
        silent.getMessage());
  }
}

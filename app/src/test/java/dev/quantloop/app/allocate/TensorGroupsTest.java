package dev.quantloop.app.allocate;

import static dev.quantloop.llama.gguf.GgmlType.IQ4_NL;
import static dev.quantloop.llama.gguf.GgmlType.Q2_K;
import static dev.quantloop.llama.gguf.GgmlType.Q4_K;
import static dev.quantloop.llama.gguf.GgmlType.Q5_0;
import static dev.quantloop.llama.gguf.GgmlType.Q8_0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.tracker.record.Sensitivity;
import dev.quantloop.tracker.record.TensorGrouping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TensorGroupsTest {
  private static final List<GgmlType> WHOLE = List.of(Q2_K, Q4_K, Q8_0);
  private static final List<GgmlType> ODD = List.of(Q8_0, IQ4_NL, Q5_0);

  private static Map<String, List<GgmlType>> tensors() {
    Map<String, List<GgmlType>> tensors = new LinkedHashMap<>();
    tensors.put("token_embd.weight", WHOLE);
    for (int layer : List.of(0, 10)) {
      tensors.put("blk.%d.attn_q.weight".formatted(layer), ODD);
      tensors.put("blk.%d.ffn_gate_exps.weight".formatted(layer), ODD);
      tensors.put("blk.%d.ffn_down_exps.weight".formatted(layer), WHOLE);
      tensors.put("blk.%d.ffn_down_shexp.weight".formatted(layer), WHOLE);
    }
    return tensors;
  }

  @Test
  void groupsByLayerKindAndExperts() {
    assertEquals(tensors().keySet(), TensorGroups.of(TensorGrouping.TENSOR, tensors()).names());
    assertEquals(
        List.of("token_embd.weight", "blk.0.*", "blk.10.*"),
        List.copyOf(TensorGroups.of(TensorGrouping.LAYER, tensors()).names()));
    TensorGroups kinds = TensorGroups.of(TensorGrouping.KIND, tensors());
    assertEquals(5, kinds.names().size());
    assertEquals(
        List.of("blk.0.attn_q.weight", "blk.10.attn_q.weight"),
        kinds.tensors("blk.*.attn_q.weight"));
    TensorGroups experts = TensorGroups.of(TensorGrouping.EXPERTS, tensors());
    assertEquals(7, experts.names().size(), "a shared expert is a tensor of its own");
    assertEquals(
        List.of("blk.10.ffn_gate_exps.weight", "blk.10.ffn_down_exps.weight"),
        experts.tensors("blk.10.ffn_*_exps.weight"));
  }

  @Test
  void aTensorThatCannotHaveItsGroupsTypeHasTheNextLarger() {
    TensorGroups groups = TensorGroups.of(TensorGrouping.EXPERTS, tensors());
    String group = "blk.0.ffn_*_exps.weight";
    assertEquals(
        List.of(Q2_K, Q4_K, Q5_0, Q8_0), groups.types(group), "IQ4_NL gives what Q4_K gives");
    String gate = "blk.0.ffn_gate_exps.weight";
    String down = "blk.0.ffn_down_exps.weight";
    assertEquals(Map.of(gate, IQ4_NL, down, Q2_K), groups.types(group, Q2_K));
    assertEquals(Map.of(gate, IQ4_NL, down, Q4_K), groups.types(group, Q4_K));
    assertEquals(Map.of(gate, Q5_0, down, Q8_0), groups.types(group, Q5_0));
    assertEquals(
        List.of(gate, down, "blk.10.ffn_gate_exps.weight", "blk.10.ffn_down_exps.weight"),
        groups.limited());
    TensorGroups short_ =
        TensorGroups.of(
            TensorGrouping.LAYER,
            Map.of("blk.0.a.weight", List.of(Q2_K), "blk.0.b.weight", List.of(Q8_0)));
    assertEquals(Q2_K, short_.type("blk.0.a.weight", Q8_0), "none is larger");
  }

  @Test
  void whatAGroupLosesIsKnownOnceItIsMeasured() {
    List<Sensitivity> rows = new ArrayList<>();
    tensors()
        .forEach(
            (tensor, types) ->
                types.forEach(type -> rows.add(new Sensitivity(tensor, type.name(), 33, 0.5))));
    String group = "blk.*.attn_q.weight";
    Sensitivities estimated = Sensitivities.of(rows, TensorGrouping.KIND);
    assertFalse(estimated.knows(group));
    assertEquals(5, estimated.trials(false));
    Sensitivity whole = estimated.find(group, IQ4_NL).orElseThrow();
    assertEquals(2 * GgufFile.padded(33), whole.bytes());
    assertEquals(0.5, whole.error());
    rows.add(
        new Sensitivity(
            group,
            "IQ4_NL",
            whole.bytes(),
            0.25,
            OptionalDouble.of(0.1),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(0.2),
            OptionalInt.of(4)));
    Sensitivities measured = Sensitivities.of(rows, TensorGrouping.KIND);
    assertTrue(measured.knows(group));
    assertFalse(measured.knowsAll());
    assertEquals(0.1, measured.kld(group, IQ4_NL));
    assertEquals(0.2, measured.kld(group, Q8_0), 1e-12, "as its error is twice as large");
    assertEquals(List.of(group), measured.items().stream().map(AllocationItem::name).toList());
    assertEquals(1, measured.measured());
    assertFalse(Sensitivities.of(rows, TensorGrouping.TENSOR).knows(group), "a group is no tensor");
    rows.removeIf(one -> one.tensor().equals("blk.10.attn_q.weight"));
    Sensitivities fewer = Sensitivities.of(rows, TensorGrouping.KIND);
    assertFalse(fewer.knows(group), "it was measured with another tensor");
    assertEquals(0, fewer.measured());
    assertEquals(GgufFile.padded(33), fewer.find(group, IQ4_NL).orElseThrow().bytes());
  }
}

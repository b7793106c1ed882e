package dev.quantloop.llama.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadableModelTest {
  @TempDir Path directory;

  @Test
  void acceptsAModelWhoseBlocksAreAllThere() {
    accept(SmallModel.writer(2, 2));
  }

  @Test
  void refusesMoreBlocksThanThereAreTensorsFor() {
    assertTrue(refusal(SmallModel.writer(4000, 2)).contains("4000 blocks"));
    assertTrue(refusal(SmallModel.writer(3, 2)).contains("but has the tensors of 2"));
  }

  @Test
  void refusesFewerBlocksThanThereAreTensorsFor() {
    assertTrue(refusal(SmallModel.writer(1, 2)).contains("but has the tensors of 2"));
    assertTrue(refusal(SmallModel.writer(0, 2)).contains("0 blocks"));
  }

  @Test
  void acceptsLayersThatOnlyPredictFurtherTokensToBeAbsent() {
    accept(SmallModel.writer(3, 2).putUint32("llama.nextn_predict_layers", 1));
  }

  @Test
  void refusesAModelWithoutVocabulary() {
    GgufWriter writer =
        new GgufWriter()
            .putText("general.architecture", "llama")
            .putUint32("llama.block_count", 1)
            .addF32("blk.0.attn_q.weight", new double[1], 1);
    assertTrue(refusal(writer).contains("no vocabulary"));
  }

  @Test
  void refusesAVocabularyWithoutModel() {
    GgufWriter writer =
        new GgufWriter()
            .putText("general.architecture", "llama")
            .putUint32("llama.block_count", 1)
            .putTexts("tokenizer.ggml.tokens", List.of("a"));
    assertTrue(refusal(writer).contains("no tensors"));
  }

  @Test
  void refusesAFileWithoutArchitectureOrBlockCount() {
    GgufWriter nameless = new GgufWriter().putTexts("tokenizer.ggml.tokens", List.of("a"));
    GgufWriter countless =
        new GgufWriter()
            .putText("general.architecture", "llama")
            .putTexts("tokenizer.ggml.tokens", List.of("a"));
    assertTrue(refusal(nameless).contains("general.architecture"));
    assertTrue(refusal(countless).contains("llama.block_count"));
  }

  @Test
  void refusesWeightsOfTypesThatAreForOtherThings() {
    GgufWriter whole = SmallModel.writer(1, 1).addI64("blk.0.attn_k.weight", new long[32], 32);
    assertTrue(
        refusal(whole)
            .contains("blk.0.attn_k.weight has the type I64, with which llama.cpp can't"));
    accept(SmallModel.writer(1, 1).addI64("blk.0.ffn_gate_tid2eid.weight", new long[32], 32));
  }

  @Test
  void refusesAnImatrix() {
    GgufWriter imatrix =
        new GgufWriter().putText("general.type", "imatrix").addF32("x.in_sum2", new double[1], 1);
    assertTrue(refusal(imatrix).contains("\"imatrix\", not a model"));
  }

  @Test
  void refusesExpertsThatLibllamaWouldAssert() {
    assertTrue(
        refusal(SmallModel.writer(1, 1).putUint32("llama.expert_count", 4000)).contains("4000"));
    assertTrue(
        refusal(
                SmallModel.writer(1, 1)
                    .putUint32("llama.expert_count", 4)
                    .putUint32("llama.expert_used_count", 8))
            .contains("impossible"));
    assertTrue(
        refusal(SmallModel.writer(1, 1).putUint32("llama.expert_count", 4)).contains("impossible"));
  }

  @Test
  void acceptsTheSingleExpertOfADenseHunyuanModel() {
    accept(SmallModel.writer("hunyuan-dense", 1, 1).putUint32("hunyuan-dense.expert_count", 1));
  }

  @Test
  void refusesAnUnknownRopeScaling() {
    assertTrue(
        refusal(SmallModel.writer(1, 1).putText("llama.rope.scaling.type", "twist"))
            .contains("\"twist\""));
  }

  @Test
  void countsTheBlocksOfAllPartsOfASplitModel() {
    Path first = directory.resolve("m-00001-of-00002.gguf");
    SmallModel.writer(3, 1).putUint32("split.count", 2).write(first);
    secondPart(1).write(directory.resolve("m-00002-of-00002.gguf"));

    GgufFile.read(first).requireLoadableModel();
    assertEquals(4, GgufFile.read(first).modelTensors().size());
  }

  @Test
  void acceptsAFirstPartOfMetadataAlone() {
    Path first = directory.resolve("m-00001-of-00002.gguf");
    new GgufWriter()
        .putText("general.architecture", "llama")
        .putUint32("llama.block_count", 3)
        .putTexts("tokenizer.ggml.tokens", List.of("a"))
        .putUint32("split.count", 2)
        .write(first);
    secondPart(1).write(directory.resolve("m-00002-of-00002.gguf"));

    GgufFile.read(first).requireLoadableModel();
  }

  @Test
  void asksForTheFirstPartInPlaceOfALaterOne() {
    Path second = directory.resolve("m-00002-of-00002.gguf");
    secondPart(1).write(second);
    assertTrue(refusal(second).contains("give the first, named …-00001-of-00002.gguf"));
  }

  @Test
  void refusesPartsThatDoNotBelongTogether() {
    Path first = directory.resolve("m-00001-of-00002.gguf");
    SmallModel.writer(3, 1).putUint32("split.count", 2).write(first);
    secondPart(2).write(directory.resolve("m-00002-of-00002.gguf"));
    assertTrue(refusal(first).contains("does not say that it is part 2 of 2"));

    SmallModel.writer(3, 1)
        .putUint32("split.count", 2)
        .putUint32("split.tensors.count", 9)
        .write(first);
    secondPart(1).write(directory.resolve("m-00002-of-00002.gguf"));
    assertTrue(refusal(first).contains("announces 9 tensors"));
  }

  private static GgufWriter secondPart(int number) {
    return new GgufWriter()
        .putUint32("split.no", number)
        .putUint32("split.count", 2)
        .addF32("blk.1.attn_q.weight", new double[1], 1)
        .addF32("blk.2.attn_q.weight", new double[1], 1);
  }

  @Test
  void refusesASplitModelWhosePartIsMissing() {
    Path first = directory.resolve("m-00001-of-00002.gguf");
    SmallModel.writer(3, 1).putUint32("split.count", 2).write(first);

    assertTrue(refusal(first).contains("m-00002-of-00002.gguf"));
  }

  @Test
  void namesModelsThatDoNotPredictTheNextToken() {
    Map.of(
            "bert", "an embedding model",
            "gemma-embedding", "an embedding model",
            "t5", "a model with an encoder",
            "llada-moe", "a diffusion model",
            "dream", "a diffusion model",
            "eagle3", "a draft model",
            "wavtokenizer-dec", "not a language model")
        .forEach(
            (architecture, kind) -> {
              String refusal = unpredicting(SmallModel.writer(architecture, 1, 1));
              assertTrue(refusal.contains("is " + kind), refusal);
              assertTrue(refusal.contains("architecture " + architecture), refusal);
            });
    assertTrue(
        unpredicting(SmallModel.writer(1, 1).putTruth("llama.attention.causal", false))
            .contains("attention.causal is false"));
  }

  @Test
  void takesModelsThatPredictTheNextToken() {
    Path file = directory.resolve("causal.gguf");
    SmallModel.writer(1, 1).putTruth("llama.attention.causal", true).write(file);
    GgufFile.read(file).requirePredictingModel();
  }

  /** Quantizing and tokenizing take such a model all the same. */
  private String unpredicting(GgufWriter writer) {
    accept(writer);
    GgufFile file = GgufFile.read(directory.resolve("model.gguf"));
    return assertThrows(LlamaException.class, file::requirePredictingModel).getMessage();
  }

  private void accept(GgufWriter writer) {
    Path file = directory.resolve("model.gguf");
    writer.write(file);
    GgufFile.read(file).requireLoadableModel();
  }

  private String refusal(GgufWriter writer) {
    Path file = directory.resolve("model.gguf");
    writer.write(file);
    String message = refusal(file);
    assertTrue(message.contains("model.gguf"));
    return message;
  }

  private static String refusal(Path file) {
    GgufFile read = GgufFile.read(file);
    return assertThrows(LlamaException.class, read::requireLoadableModel).getMessage();
  }
}

package dev.quantloop.llama.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorTypeFileTest {
  @TempDir private Path directory;

  @Test
  void readsWhatLlamaQuantizeReads() throws IOException {
    assertEquals(
        List.of("attn_v=q8_0", "\\.(\\d*[13579])\\.ffn_down=q5_k", "x{1,2}=iq4_nl"),
        rules("attn_v=Q8_0\t\\.(\\d*[13579])\\.ffn_down=q5_K\r\n\n  x{1,2}=IQ4_NL"));
  }

  @Test
  void readsRecipesWithComments() throws IOException {
    String recipe =
        """
        ## Quant mix recipe
        # Model name: some-7B

        ## Model head & embeddings — qbits: 32 8
        ^output_norm\\.weight$=f32
        ^token_embd\\.weight$=q8_0 # kept large

        # ffn_down_exps — qbits: 5 4
        ^blk\\.(6|19|4[2-9])\\.ffn_down_exps\\.weight$=q5_K
        # +f32       \t835\t32.0  \t  0.28 GiB\t-
        ## THE END!
        """;
    assertEquals(
        List.of(
            "^output_norm\\.weight$=f32",
            "^token_embd\\.weight$=q8_0",
            "^blk\\.(6|19|4[2-9])\\.ffn_down_exps\\.weight$=q5_k"),
        rules(recipe));
  }

  @Test
  void readsTheOptionsOfCommandLines() throws IOException {
    String list =
        """
        --tensor-type "\\.([0-9]|1[01257]|31)\\.attn_k=q4_k" --tensor-type attn_v=q6_k \\
          --output-tensor-type q5_k --token-embedding-type 'q3_k' \\
          --tensor-type='ffn_up=iq3_s'
        """;
    assertEquals(
        List.of(
            "^output\\.weight$=q5_k",
            "^(per_layer_)?token_embd\\.weight$=q3_k",
            "\\.([0-9]|1[01257]|31)\\.attn_k=q4_k",
            "attn_v=q6_k",
            "ffn_up=iq3_s"),
        rules(list));
    assertEquals(
        List.of("blk\\.0\\.ffn=q4_k", "ffn_down{1,2}=q6_k", "output=q8_0"),
        rules("--custom-q \"blk\\.0\\.ffn=q4_k,ffn_down{1,2}=q6_K,output=q8_0\""));
  }

  private List<String> rules(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("types.txt"), text);
    return TensorTypeFile.read(file).rules().stream().map(TensorRule::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a=q8_0|ffn=iq4_ks>:2: 'iq4_ks' is a type of ik_llama.cpp that llama.cpp can't write;"
            + " iq4_xs is of about its size",
        "ffn=iq5_k_r4>:1: 'iq5_k_r4' is a type of ik_llama.cpp that llama.cpp can't write;"
            + " q5_k is of about its size",
        "ffn=q4_k_r4>:1: 'q4_k_r4' is a type of ik_llama.cpp that llama.cpp can't write;"
            + " q4_k is of about its size",
        "# a||ffn=q9_0>:3: there is not a tensor type 'q9_0'; there are f32,",
        "ffn=i32>:1: there is not a tensor type 'i32'",
        "ffn q8_0>:1: 'ffn' is not written NAME=TYPE",
        "ffn=>:1: 'ffn=' is not written NAME=TYPE",
        "--tensor-type ffn=q8_0 --imatrix i.gguf>:1: '--imatrix' gives no tensor a type",
        "--tensor-type \"ffn=q8_0>:1: a quotation mark is missing",
        "a=q8_0|--tensor-type> ends after --tensor-type",
        "blk\\.\\D=q8_0>:1: \\D would mean something else",
        "ffn(=q8_0>:1: 'ffn(' is not a regular expression",
        "# nothing but this|> is empty; write NAME=TYPE into it",
      })
  void saysInWhichLineWhatIsWrong(String text, String complaint) throws IOException {
    Path file = Files.writeString(directory.resolve("types.txt"), text.replace('|', '\n'));
    String message = refusal(file);
    assertTrue(message.startsWith(file + complaint), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Path binary = Files.write(directory.resolve("b"), new byte[] {'a', '=', 'q', 0, 1});
    assertTrue(refusal(binary).endsWith("b is not a text: a list of tensor types is expected"));
    Path latin = directory.resolve("l");
    Files.write(latin, "é=q8_0".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(refusal(latin).contains("l is not a text"), refusal(latin));
    assertTrue(refusal(Native.DEMO_MODEL).endsWith("is too large for a list of tensor types"));
    assertTrue(refusal(directory.resolve("none")).contains("no such file or directory"));
    assertTrue(refusal(directory).startsWith("cannot read " + directory), refusal(directory));
  }

  private static String refusal(Path file) {
    return assertThrows(LlamaException.class, () -> TensorTypeFile.read(file)).getMessage();
  }
}

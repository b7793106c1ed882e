package dev.quantloop.app.stage;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.engine.Engine;
import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.engine.FiniteLogits;
import dev.quantloop.app.engine.QuarantinedChunk;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.evaluate.PerplexityPass;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** Measures the perplexity of a text under a model. */
public record MeasurePerplexity(
    Console console, Supplier<LlamaLibrary> library, boolean quarantine) {
  /**
   * @param quarantine puts chunks aside on which the logits are not finite, instead of ending there
   */
  public MeasurePerplexity {}

  /**
   * A perplexity.
   *
   * @param chunks chunks that are scored
   * @param tokens tokens scored
   * @param nll mean negative log-likelihood, nats
   * @param nllError its standard error, as llama-perplexity has it: sqrt(population variance / (n −
   *     1))
   * @param quarantined chunks that were put aside
   */
  public record Result(
      int chunks, long tokens, double nll, double nllError, List<QuarantinedChunk> quarantined) {
    public double perplexity() {
      return Math.exp(nll);
    }

    /** Standard error of the perplexity, to first order: ppl · error of the mean log-likelihood. */
    public double error() {
      return perplexity() * nllError;
    }
  }

  /**
   * @param parseSpecial take names of special tokens in the texts for these tokens
   */
  public Result run(Path file, List<Path> texts, boolean parseSpecial, StageSettings settings) {
    PromptText text = PromptText.of(texts, parseSpecial, console::warn);
    CommandEngine.check(file, settings.decode(), ThisMachine.availableMemory());
    try (CommandEngine command =
        new CommandEngine(
            console.progress(), library.get(), settings, ThisMachine::availableMemory)) {
      if (quarantine) {
        command.quarantine(settings.firstChunk(), text.name());
      }
      return command.withRoom(
          () -> {
            try (Model model = command.engine().load(file)) {
              command.warnOfLongContext(model);
              return measure(
                  command,
                  model,
                  text.evaluated(model, settings, QuarantinedChunk.LEAST_EVALUATED, command));
            }
          });
    }
  }

  private static Result measure(CommandEngine command, Model model, EvaluatedText text) {
    Engine engine = command.engine();
    int chunks = text.chunks();
    FiniteLogits finite = new FiniteLogits(engine, text);
    DoubleStream.Builder scored = DoubleStream.builder();
    ProgressListener progress = command.stage("perplexity", "chunks");
    try (PerplexityPass pass =
        PerplexityPass.open(model, engine.settings(), engine.positions(), engine.stop())) {
      engine.budget().requireSpareRoom();
      progress.advanced(0, chunks);
      pass.run(
          text.tokens(),
          (chunk, values) -> {
            if (finite.accepts(values, model, chunk)) {
              Arrays.stream(values).forEach(scored);
            }
            progress.advanced(chunk + 1L, chunks);
          });
    }
    List<QuarantinedChunk> aside = List.copyOf(command.quarantined().values());
    command.requireLeft(chunks - aside.size());
    double[] nll = scored.build().toArray();
    double mean = Arrays.stream(nll).average().orElse(Double.NaN);
    double variance = Arrays.stream(nll).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    double error = nll.length < 2 ? Double.NaN : Math.sqrt(variance / (nll.length - 1));
    return new Result(chunks - aside.size(), nll.length, mean, error, aside);
  }
}

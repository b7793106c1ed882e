package dev.quantloop.llama.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ThreadShareTest {
  @Test
  void twoAtOnceHaveHalfOfTheThreadsEach() {
    ThreadShare share = ThreadShare.halves(6);
    CyclicBarrier bothAtWork = new CyclicBarrier(2);
    CompletableFuture<Integer> other =
        CompletableFuture.supplyAsync(
            () -> share.lend(false, threads -> meet(bothAtWork, threads)));
    assertEquals(3, (int) share.<Integer>lend(false, threads -> meet(bothAtWork, threads)));
    assertEquals(3, other.join());
  }

  @Test
  void oneAloneHasAllOnceTheOtherIsDone() throws Exception {
    ThreadShare share = ThreadShare.halves(6);
    CountDownLatch atWork = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CompletableFuture<Integer> other =
        CompletableFuture.supplyAsync(
            () ->
                share.lend(
                    false,
                    threads -> {
                      atWork.countDown();
                      return await(mayEnd, threads);
                    }));
    atWork.await();
    CompletableFuture<Boolean> otherWasDone =
        CompletableFuture.supplyAsync(() -> share.lend(true, threads -> mayEnd.getCount() == 0));
    assertThrows(TimeoutException.class, () -> otherWasDone.get(50, TimeUnit.MILLISECONDS));
    mayEnd.countDown();
    assertEquals(true, otherWasDone.get());
    assertEquals(3, other.get());
    assertEquals(6, (int) share.<Integer>lend(true, threads -> threads));
  }

  @Test
  void whatFailsGivesItsThreadsBack() {
    ThreadShare share = ThreadShare.halves(2);
    assertThrows(
        IllegalStateException.class,
        () ->
            share.lend(
                false,
                threads -> {
                  throw new IllegalStateException();
                }));
    assertEquals(2, (int) share.<Integer>lend(true, threads -> threads));
  }

  @Test
  void undividedThreadsAreLentToAll() {
    ThreadShare share = ThreadShare.all(5);
    assertEquals(5, share.half());
    assertEquals(5, (int) share.<Integer>lend(false, threads -> share.lend(true, all -> all)));
  }

  private static int meet(CyclicBarrier barrier, int threads) {
    try {
      barrier.await();
      return threads;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static int await(CountDownLatch latch, int threads) {
    try {
      latch.await();
      return threads;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.quantloop.app.machine;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a process uses of this machine.
 *
 * @param cpuTime since its start
 * @param cores that it kept busy since the sample before; empty in the first
 * @param residentBytes of memory; empty where the system does not tell
 * @param gpuBytes of a GPU's memory; empty without an NVIDIA GPU
 */
public record ProcessUsage(
    Duration cpuTime, OptionalDouble cores, OptionalLong residentBytes, OptionalLong gpuBytes) {}

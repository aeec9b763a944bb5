/**
 * Measures the speed of the product, and compares it with the best possible on the machine.
 *
 * <p>Exports {@link dev.skipstream.bench.Conditions}, {@link dev.skipstream.bench.DecodeBenchmark},
 * {@link dev.skipstream.bench.DetectorBenchmark}, {@link dev.skipstream.bench.DetectorCost}, {@link
 * dev.skipstream.bench.DrawnPictures}, {@link dev.skipstream.bench.EvaluateBenchmark}, {@link
 * dev.skipstream.bench.FormatPeak}, {@link dev.skipstream.bench.LabelledFrames}, {@link
 * dev.skipstream.bench.OverheadBenchmark}, {@link dev.skipstream.bench.Picture}, {@link
 * dev.skipstream.bench.Rate}, {@link dev.skipstream.bench.Recovery}, {@link
 * dev.skipstream.bench.ScaleBenchmark}, {@link dev.skipstream.bench.ScriptedBenchmark}, {@link
 * dev.skipstream.bench.ScriptedTimes}, {@link dev.skipstream.bench.StageBenchmark}, {@link
 * dev.skipstream.bench.StreamWork} and {@link dev.skipstream.bench.Workbench}. Hides the load that
 * it produces, and the probes.
 */
package dev.skipstream.bench;

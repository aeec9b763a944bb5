/**
 * The comparison of two recorded outputs, and the rule by which a candidate replaces the champion.
 * Starts at {@link dev.skipstream.comparison.Comparison}.
 *
 * <p>Exports {@link dev.skipstream.comparison.Comparison}, {@link
 * dev.skipstream.comparison.ComparisonSettings}, {@link
 * dev.skipstream.comparison.EvaluationRecord}, {@link
 * dev.skipstream.comparison.InvalidConditionException}, {@link
 * dev.skipstream.comparison.LeastMetric}, {@link dev.skipstream.comparison.Promotion}, {@link
 * dev.skipstream.comparison.PromotionRefusedException} and {@link
 * dev.skipstream.comparison.PromotionRule}. Hides the reading of the two outputs.
 */
package dev.skipstream.comparison;

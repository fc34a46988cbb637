/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history.h"

/* What came unforeseen may take its time: a unit that is no longer heard, but hears, keeps its
 * old limit until the master gives it up, and some more time after (charging-control 10.1). */
#define DISTURBED_US TWC_SECONDS_US (120)

/* The margin holds what cars take beyond their offers. A silent meter leaves the fallback. */
static gint64
get_most_line (const History *self)
{
  return MAX ((gint64) self->settings.house.fuse_ca, self->house_ca) +
         (self->plan.dlm_is_stale ? self->settings.house.fallback_ca : 0) +
         TWC_CA (self->garage.n_boxes);
}

/* G1: what is offered, what may flow, and what does. */
static void
check_sums (const History *self, const TwcPlan *former, gboolean raised)
{
  const guint wiring_ca = self->settings.wiring_all_ca;
  guint offered_ca = 0;

  for (guint i = 0; i < self->plan.n_chargers; i++)
    offered_ca += self->plan.chargers[i].offer_ca;
  if (offered_ca > wiring_ca)
    history_violated (self, "P1: more is offered than the wiring holds");
  if (offered_ca > self->plan.capacity_ca)
    history_violated (self, "7.1: more is offered than the house leaves");
  if (raised && self->plan.dlm_is_stale &&
      self->plan.exposure_ca > self->settings.house.fallback_ca)
    history_violated (self, "7.4, P7: raised beyond the fallback while the meter is silent");
  if (raised && self->plan.exposure_ca > MAX (self->plan.capacity_ca, former->exposure_ca))
    history_violated (self, "P1: raised into an exposure above the wiring's limit");

  /* What flows although all are told 0 cannot be stopped from here. */
  if (history_is_since (self, self->garage.disturbed_us, DISTURBED_US) ||
      garage_sum_clamped (&self->garage) > wiring_ca)
    return;
  if (garage_sum_real (&self->garage) > wiring_ca)
    history_violated (self, "G1: limits in force and draws exceed the wiring's limit");

  /* 10.5: but for the seconds that a meter, a bus and a car need. */
  if (history_has_house (self) && !history_is_since (self, self->narrowed_us, DISTURBED_US) &&
      garage_sum_clamped (&self->garage) == 0 && history_get_line (self) > get_most_line (self))
    history_violated (self, "10.5: a line of the house carries more than its fuse");
}

static void
check_offer (const History *self, const TwcPlanCharger *charger, guint former_ca)
{
  const TwcSettings *settings = &self->settings;
  const guint lowest_ca =
    garage_has_p2 (&self->garage) ? TWC_CA (5) : MAX (settings->min_ca, TWC_CA (5));
  const guint cap_ca = MIN (settings->wiring_all_ca, settings->wiring_twc_ca);

  if (charger->offer_ca > cap_ca || charger->offer_ca % TWC_CA (1) != 0)
    history_violated (self,
                      "P2: an offer above the limit of its own circuit, or not in whole amps");
  if (charger->offer_ca > 0 && charger->offer_ca != former_ca &&
      charger->offer_ca < MIN (lowest_ca, cap_ca))
    history_violated (self, "P2: an offer between 0 and the minimum");
}

static gboolean
is_safety (const History *self, const TwcPlanCharger *charger)
{
  /* Also when it is left alone on purpose, and therefore not called lost (11.4). */
  if (charger->class == TWC_CLASS_LOST)
    return TRUE;

  switch ((guint) charger->reason.code)
    {
    case TWC_REASON_LOST:
    case TWC_REASON_ERROR:
    case TWC_REASON_CONFIG:
    case TWC_REASON_PAUSED:
    case TWC_REASON_WIRING_ALL:
    case TWC_REASON_STOP_ALL:
    case TWC_REASON_ISLANDED:
    case TWC_REASON_EXTERNAL:
    case TWC_REASON_MAIN_FUSE:
    case TWC_REASON_DLM_STALE:
      return TRUE;
    default:
      return charger->rank == TWC_RANK_STOP || self->plan.overload || self->memory.trim_ca > 0 ||
             self->plan.exposure_ca > self->plan.capacity_ca || garage_has_p2 (&self->garage) ||
             history_is_since (self, self->changed_us, TWC_SECONDS_US (60));
    }
}

/* 11.2: what closes a contactor is an offer that a car takes. */
static void
check_starts (History *self, guint index)
{
  guint n = 0;

  g_assert_cmpuint (self->n_started[index], <, TWC_MEMORY_STARTS);
  self->started_us[index][self->n_started[index]++] = self->now.us;
  for (guint i = 0; i < self->n_started[index]; i++)
    if (history_is_since (self, self->started_us[index][i], TWC_SECONDS_US (3600)))
      n++;
  if (n > self->settings.max_starts_per_hour)
    history_violated (self, "11.2: started more often than it may be within an hour");
}

/* P3, G5: the contactor. Times are those seen from outside, across restarts. */
static void
check_switching (History *self, guint index, guint former_ca)
{
  const TwcPlanCharger *charger = &self->plan.chargers[index];

  if (self->ids[index] != charger->id)
    {
      self->ids[index] = charger->id;
      self->on_us[index] = self->off_us[index] = TWC_NEVER;
      self->n_started[index] = 0;
    }
  self->drew[index] |= former_ca > 0 && self->garage.site.chargers[index].draw_ca >= 100 &&
                       self->garage.site.chargers[index].heard_us >= self->on_us[index];

  if (former_ca == 0 && charger->offer_ca > 0)
    {
      if (history_is_since (self, self->off_us[index], TWC_SECONDS_US (self->settings.min_off_s)))
        history_violated (self, "P3: on again within min-off");
      self->on_us[index] = self->now.us;
      self->drew[index] = FALSE;
      check_starts (self, index);
    }
  if (former_ca > 0 && charger->offer_ca == 0)
    {
      if (history_is_since (self, self->on_us[index], TWC_SECONDS_US (self->settings.min_on_s)) &&
          self->garage.site.chargers[index].draw_ca >= 100 && !is_safety (self, charger))
        history_violated (self, "P3: off again within min-on");
      self->off_us[index] = self->now.us;
      if (!self->drew[index] && self->n_started[index] > 0)
        self->n_started[index]--;
    }
}

static gboolean
is_pending (const History *self)
{
  for (guint i = 0; i < self->memory.n_chargers; i++)
    if (self->memory.chargers[i].unconfirmed_ca > 0 &&
        history_is_since (self, self->memory.chargers[i].lowered_us,
                          TWC_SECONDS_US (self->settings.confirm_timeout_s)))
      return TRUE;

  return FALSE;
}

/* But for a cure of the quirk (12), and for who is held at a minimum that it did not have yet. */
static gboolean
is_raise (const History *self,
          TwcMemory *before,
          const TwcPlanCharger *charger,
          const TwcPlanCharger *was)
{
  const guint min_ca = self->settings.min_ca > 0 ? self->settings.min_ca : TWC_CA (12);
  const TwcChargerMemory *known = twc_memory_find (before, charger->id);

  if (known == NULL || !known->adopted || charger->offer_ca <= was->offer_ca ||
      charger->reason.code == TWC_REASON_QUIRK)
    return FALSE;

  return was->offer_ca == 0 || charger->offer_ca > min_ca;
}

/**
 * history_check:
 *
 * Every promise that holds at every step.
 */
void
history_check (History *self, const TwcPlan *former, TwcMemory *before)
{
  gboolean raised = FALSE, lowered = FALSE;

  for (guint i = 0; i < self->plan.n_chargers; i++)
    {
      const TwcPlanCharger *charger = &self->plan.chargers[i];
      const TwcPlanCharger *was = twc_plan_find (former, charger->id);

      /* What a new one says it was told is taken over, not offered. */
      if (!was || !twc_memory_find (before, charger->id) ||
          !twc_memory_find (before, charger->id)->adopted)
        continue;

      raised |= charger->offer_ca > was->offer_ca;
      lowered |= charger->offer_ca < was->offer_ca;
      if (charger->rank == TWC_RANK_GREEN && !self->plan.green.usable &&
          is_raise (self, before, charger, was))
        history_violated (self, "P5: green energy raised without fresh data");
      check_offer (self, charger, was->offer_ca);
      check_switching (self, i, was->offer_ca);
    }

  if (raised &&
      (is_pending (self) ||
       history_is_since (self, self->lowered_us, TWC_SECONDS_US (self->settings.confirm_min_s))))
    history_violated (self, "P4: raised while a reduction is not confirmed");
  if (lowered)
    self->lowered_us = self->now.us;
  check_sums (self, former, raised);
}

/* How green energy's mean is called where it passes the minimum is told with the next report. */
static gboolean
is_only_a_word (const char *difference, const TwcPlan *plan)
{
  gboolean is_green = FALSE;

  for (guint i = 0; i < plan->n_chargers; i++)
    is_green |= plan->chargers[i].rank == TWC_RANK_GREEN;

  return is_green && g_str_has_prefix (difference, "reason");
}

/* What is asked again says the same; before its time nothing moves; and memory is a value. */
static void
check_purity (History *self, const TwcMemory *before)
{
  TwcMemory copy = *before;
  TwcNow later = self->now;
  TwcPlan plan = twc_brain_decide (&self->settings, &self->garage.site, &copy, self->now);
  const char *difference = toy_find_any_difference (&self->plan, &plan);
  gint64 span_us = TWC_SECONDS_US (3600);

  if (difference)
    history_violated (self, "P6: another plan from the same memory");

  plan = twc_brain_decide (&self->settings, &self->garage.site, &copy, self->now);
  difference = toy_find_any_difference (&self->plan, &plan);
  if (difference)
    history_violated (self, difference);

  if (self->plan.next_us != TWC_NEVER)
    span_us = self->plan.next_us - self->now.us;
  if (span_us <= 0)
    history_violated (self, "a next step that is not in the future");
  later.us += g_rand_int_range (self->checks, 0, (gint32) MIN (span_us, G_MAXINT32));
  later.unix_s += (later.us - self->now.us) / G_USEC_PER_SEC;
  plan = twc_brain_decide (&self->settings, &self->garage.site, &copy, later);
  difference = toy_find_difference (&self->plan, &plan);
  if (difference && !is_only_a_word (difference, &plan))
    {
      g_printerr ("called at %.6f s, due in %.6f s, %s\n",
                  (double) (later.us - self->now.us) / G_USEC_PER_SEC,
                  (double) span_us / G_USEC_PER_SEC, difference);
      history_violated (self, "something moved before the next step was due");
    }
}

/* P9: neither readings nor Wall Connectors have an order. */
static void
check_order (History *self, const TwcMemory *before)
{
  TwcSite site = self->garage.site;
  TwcMemory memory = *before;
  TwcPlan plan;

  for (guint i = 0; i < site.n_chargers; i++)
    site.chargers[site.n_chargers - 1 - i] = self->garage.site.chargers[i];
  for (guint i = 0; i < site.n_readings; i++)
    site.readings[site.n_readings - 1 - i] = self->garage.site.readings[i];

  plan = twc_brain_decide (&self->settings, &site, &memory, self->now);
  for (guint i = 0; i < plan.n_chargers; i++)
    if (plan.chargers[i].offer_ca != twc_plan_find (&self->plan, plan.chargers[i].id)->offer_ca)
      history_violated (self, "P9: an offer depends on an order");
}

/* P5, P7: had all sources been silent in this step, nothing that lives of them would be raised.
 * What was silent before already, lives of the fallback (check_sums()). */
static void
check_silence (History *self, const TwcPlan *former, TwcMemory *before)
{
  TwcSite site = self->garage.site;
  TwcMemory memory = *before;
  TwcPlan plan;

  for (guint i = 0; i < site.n_readings; i++)
    site.readings[i].at_us = TWC_NEVER;

  plan = twc_brain_decide (&self->settings, &site, &memory, self->now);
  for (guint i = 0; i < plan.n_chargers; i++)
    {
      const TwcPlanCharger *charger = &plan.chargers[i];
      const TwcPlanCharger *was = twc_plan_find (former, charger->id);

      if ((charger->rank == TWC_RANK_GREEN ||
           (history_has_house (self) && !former->dlm_is_stale)) &&
          was != NULL && is_raise (self, before, charger, was))
        history_violated (self, "P7: raised although its source is silent");
    }
}

/**
 * history_check_closely:
 *
 * What else this step could have been.
 */
void
history_check_closely (History *self, const TwcPlan *former, TwcMemory *before)
{
  check_purity (self, before);
  check_order (self, before);
  check_silence (self, former, before);
}

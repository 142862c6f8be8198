---- MODULE DoubleMap ----
(* Processes that split their PMDs of one folio, of which the last one exits, under compound_mapcount and
   PG_double_map.  The same model as double_map.py. *)
EXTENDS Integers
CONSTANTS Cpus, Pages
VARIABLES count, pmds, flag, mapped, queued, doing, page, met
shared == <<count, pmds, flag, mapped, queued>>
vars == <<shared, doing, page, met>>

Every == 0 .. Cpus - 1
Init ==
  /\ count = [each \in 0 .. Pages - 1 |-> 0]
  /\ pmds = Cpus /\ flag = 0 /\ mapped = Pages /\ queued = 0
  /\ doing = [cpu \in Every |-> IF cpu < Cpus - 1 THEN "raise" ELSE "clear"]
  /\ page = [cpu \in Every |-> 0]
  /\ met = [cpu \in Every |-> 0]

Goes(cpu, on) == doing' = [doing EXCEPT ![cpu] = on] /\ UNCHANGED <<page, met>>
Then == [raise |-> "anyone", raiseAgain |-> "lower", take |-> "entries", takeAndGo |-> "done"]

(* One count is changed; after the last page comes the next part, and what was met is told. *)
Counted(cpu, by) ==
  LET now == count[page[cpu]] + by
      all == met[cpu] + (IF now = (IF by = 1 THEN 1 ELSE 0) THEN 1 ELSE 0)
      tells == doing[cpu] = "takeAndGo" /\ page[cpu] + 1 = Pages
  IN /\ count' = [count EXCEPT ![page[cpu]] = now]
     /\ IF page[cpu] + 1 < Pages
        THEN /\ page' = [page EXCEPT ![cpu] = @ + 1]
             /\ met' = [met EXCEPT ![cpu] = all]
             /\ UNCHANGED doing
        ELSE /\ page' = [page EXCEPT ![cpu] = 0]
             /\ met' = [met EXCEPT ![cpu] = 0]
             /\ doing' = [doing EXCEPT ![cpu] = Then[@]]
     /\ mapped' = IF tells THEN mapped - all ELSE mapped
     /\ queued' = IF tells /\ all > 0 /\ all < Pages THEN 1 ELSE queued
     /\ UNCHANGED <<pmds, flag>>

Raise(cpu) == doing[cpu] \in {"raise", "raiseAgain"} /\ Counted(cpu, 1)
Take(cpu) == doing[cpu] \in {"take", "takeAndGo"} /\ Counted(cpu, -1)
Anyone(cpu) ==
  /\ doing[cpu] = "anyone"
  /\ Goes(cpu, IF pmds > 1 THEN "flag" ELSE "lower")
  /\ UNCHANGED shared
Flag(cpu) ==
  /\ doing[cpu] = "flag"
  /\ Goes(cpu, IF flag = 1 THEN "lower" ELSE "raiseAgain")
  /\ flag' = 1
  /\ UNCHANGED <<count, pmds, mapped, queued>>
Lower(cpu) ==
  /\ doing[cpu] \in {"lower", "lowerAndGo"}
  /\ pmds' = pmds - 1
  /\ LET goes == doing[cpu] = "lowerAndGo" IN
     Goes(cpu, IF pmds = 1 THEN (IF goes THEN "unflagAndGo" ELSE "unflag")
                           ELSE (IF goes THEN "done" ELSE "entries"))
  /\ UNCHANGED <<count, flag, mapped, queued>>
Unflag(cpu) ==
  /\ doing[cpu] \in {"unflag", "unflagAndGo"}
  /\ flag' = 0
  /\ LET goes == doing[cpu] = "unflagAndGo" IN
     /\ Goes(cpu, IF flag = 1 THEN (IF goes THEN "takeAndGo" ELSE "take")
                              ELSE (IF goes THEN "done" ELSE "entries"))
     /\ mapped' = IF goes /\ flag = 0 THEN mapped - Pages ELSE mapped
  /\ UNCHANGED <<count, pmds, queued>>
Entries(cpu) ==
  /\ doing[cpu] \in {"clear", "entries"}
  /\ Goes(cpu, IF doing[cpu] = "clear" THEN "lowerAndGo" ELSE "done")
  /\ UNCHANGED shared

Next ==
  \E cpu \in Every :
    Raise(cpu) \/ Take(cpu) \/ Anyone(cpu) \/ Flag(cpu) \/ Lower(cpu) \/ Unflag(cpu) \/ Entries(cpu)
Spec == Init /\ [][Next]_vars
====

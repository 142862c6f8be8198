---- MODULE PageMapcount ----
(* Processes that map all pages of a folio by PTEs and exit, under a scheme that counts each page by itself
   and learns by reading all counts whether the folio is still mapped.  The same model as search_models.py. *)
EXTENDS Integers
CONSTANTS Cpus, Pages
VARIABLES count, done, total, lasts
vars == <<count, done, total, lasts>>

Every == 0 .. Cpus - 1
Init ==
  /\ count = [page \in 0 .. Pages - 1 |-> Cpus]
  /\ done = [cpu \in Every |-> 0]
  /\ total = [cpu \in Every |-> 0]
  /\ lasts = 0

Clear(cpu) ==
  /\ done[cpu] = 0
  /\ UNCHANGED <<count, total, lasts>>
Lower(cpu) ==
  /\ done[cpu] \in 1 .. Pages
  /\ count' = [count EXCEPT ![done[cpu] - 1] = @ - 1]
  /\ UNCHANGED <<total, lasts>>
Read(cpu) ==
  /\ done[cpu] \in Pages + 1 .. 2 * Pages
  /\ LET sum == total[cpu] + count[done[cpu] - Pages - 1] IN
     IF done[cpu] = 2 * Pages
     THEN /\ total' = [total EXCEPT ![cpu] = 0]
          /\ lasts' = IF sum = 0 THEN lasts + 1 ELSE lasts
     ELSE /\ total' = [total EXCEPT ![cpu] = sum]
          /\ lasts' = lasts
  /\ UNCHANGED count

Next ==
  \E cpu \in Every :
    /\ Clear(cpu) \/ Lower(cpu) \/ Read(cpu)
    /\ done' = [done EXCEPT ![cpu] = @ + 1]
Spec == Init /\ [][Next]_vars
====

-- What a console was opened with and may end by: not each use of a token, which changes its row too.
CREATE TRIGGER token_access AFTER UPDATE OF "permissions", "guestId", "expiresAt" OR DELETE ON "ApiToken"
  FOR EACH ROW EXECUTE FUNCTION notify_access('token', 'id');
CREATE TRIGGER second_factor_access AFTER UPDATE OF "confirmedAt" OR DELETE ON "SecondFactor"
  FOR EACH ROW EXECUTE FUNCTION notify_access('user', 'userId');
-- Of no kind that a console is known by: all are asked again.
CREATE TRIGGER demand_access AFTER INSERT ON "SecondFactorDemand"
  FOR EACH ROW EXECUTE FUNCTION notify_access('role', 'role');
